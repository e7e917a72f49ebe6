"""Presigned URLs."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from qcloud_cos import CosConfig

from cosanim.credentials import Credentials
from cosanim.errors import CredentialsError
from cosanim.signing import (
    COS_TOKEN_HEADER,
    parse_authorization,
    presign,
    verify,
)
from tests.signing.signed_requests import CREDENTIALS, HOST, NOW, window


@pytest.mark.parametrize("token", [None, "a+token/=="])
@pytest.mark.parametrize("query", ["", "?", "?response-cache-control=max-age%3D600&x=?"])
def test_a_presigned_url_contains_its_authorization(token, query):
    credentials = Credentials(CREDENTIALS.secret_id, CREDENTIALS.secret_key, token)
    url = presign(
        method="GET", url=f"https://{HOST}/a%20b.gif{query}#top", credentials=credentials, key_time=(NOW - 60, NOW + 60)
    )
    split = urlsplit(url)
    assert (split.netloc, split.path, split.fragment) == (HOST, "/a%20b.gif", "")
    found = dict(parse_qsl(split.query, keep_blank_values=True, strict_parsing=True))
    read = parse_authorization("&".join(f"{k}={v}" for k, v in found.items() if k.startswith("q-")))
    assert read.header_list == ("host",)
    assert found.get(COS_TOKEN_HEADER) == token
    rest = {name: value for name, value in found.items() if not name.startswith("q-")}
    assert verify(
        read, method="GET", path="/a b.gif", params=rest, headers={"host": HOST}, secret_key=CREDENTIALS.secret_key
    )


def test_a_presigned_url_agrees_with_the_official_sdk():
    from qcloud_cos import CosS3Client

    config = CosConfig(Region="ap-chongqing", SecretId=CREDENTIALS.secret_id, SecretKey=CREDENTIALS.secret_key)
    theirs = CosS3Client(config).get_presigned_url("test-1250000000", "out/腾 讯.gif", "GET", Expired=600)
    read = dict(parse_qsl(urlsplit(theirs).query, keep_blank_values=True))
    ours = presign(
        method="GET", url=theirs.partition("?")[0], credentials=CREDENTIALS, key_time=window(read["q-key-time"])
    )
    assert dict(parse_qsl(urlsplit(ours).query, keep_blank_values=True)) == read


@pytest.mark.parametrize(
    "credentials",
    [Credentials("AKID\n0001", "key"), Credentials("AKID0001", "hush\udcff"), Credentials("AKID0001", "key", "a\nb")],
)
def test_credentials_that_no_service_can_have_made_presign_no_url(credentials):
    with pytest.raises(CredentialsError, match=r"line break|not UTF-8") as caught:
        presign(method="GET", url=f"https://{HOST}/a.gif", credentials=credentials, key_time=(NOW, NOW + 60))
    assert "hush" not in str(caught.value)
