// Calls the official Node SDK; prints the result of each call as a line of JSON.
// Arguments: folder of the SDK, URL of the service, file to upload.
const [, , folder, url, file] = process.argv;
const COS = require(folder);

const identity = { SecretId: "AKIDlocal", SecretKey: "localsecret", Protocol: "http:", ChunkRetryTimes: 0 };
const direct = new COS({ ...identity, Domain: url.replace("http://", "") });
const proxied = new COS({ ...identity, Proxy: url });
const bucket = { Bucket: "test-1250000000", Region: "ap-chongqing" };
const source = `${bucket.Bucket}.cos.${bucket.Region}.myqcloud.com/`;

const calls = {
  uploadFile: () => direct.uploadFile({ ...bucket, Key: "in/clip.mp4", FilePath: file, SliceSize: 1 << 20 }),
  headObject: () => direct.headObject({ ...bucket, Key: "in/clip.mp4" }),
  putObject: () => direct.putObject({ ...bucket, Key: "a b/腾", Body: "x" }),
  getObject: () => direct.getObject({ ...bucket, Key: "a b/腾" }),
  getBucket: () => direct.getBucket({ ...bucket, Prefix: "a", Delimiter: "/" }),
  putObjectCopy: () => direct.putObjectCopy({ ...bucket, Key: "c", CopySource: `${source}a%20b/%E8%85%BE` }),
  sliceCopyFile: () =>
    proxied.sliceCopyFile({ ...bucket, Key: "d", CopySource: `${source}in/clip.mp4`, CopySliceSize: 1 << 20 }),
  getObjectUrl: async () => (await fetch(direct.getObjectUrl({ ...bucket, Key: "c", Sign: true }))).status,
  deleteMultipleObject: () => direct.deleteMultipleObject({ ...bucket, Objects: [{ Key: "c" }, { Key: "none" }] }),
  deleteObject: () => direct.deleteObject({ ...bucket, Key: "a b/腾" }),
  headBucket: () => direct.headBucket(bucket),
  getBucketLocation: () => direct.getBucketLocation(bucket),
  multipartList: () => direct.multipartList(bucket),
  getService: () => proxied.getService({}),
  getBucketAcl: () => direct.getBucketAcl(bucket),
};

(async () => {
  for (const [name, call] of Object.entries(calls)) {
    const result = await call().catch((error) => ({ error: error.code, statusCode: error.statusCode }));
    console.log(JSON.stringify({ name, result }));
  }
})();
