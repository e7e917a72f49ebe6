# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in batch.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, Rule, SimpleType

from .common import (
    BUCKET_NAME,
    IDENTIFIER,
    JOB_LEVEL,
    JOB_STATES,
    NON_BLANK,
    OBJECT_KEY,
    ORDER_BY_TIME,
    PAGE_SIZE,
    REGION_NAME,
    REPLY_INTEGER,
    TIME_STAMP,
    USER_DATA,
    XS_STRING,
)
from .jobs import CALL_BACK_FORMAT, CALL_BACK_TYPE, CALL_BACK_URL, REPLY_JOB_STATE, TAG

BATCH_NAME: Final = SimpleType(
    name="BatchName",
    kinds=("str",),
    patterns=("[\\-0-9A-Z_a-z㐀-䶿一-鿿]+",),
    form="letters, digits, Chinese characters, hyphens and underscores",
    max_length=128,
)

BATCH_OUTPUT_KEY: Final = SimpleType(
    name="BatchOutputKey",
    kinds=("str",),
    patterns=(
        "(?:[^$]|[$]*[$]\\{(?:[Ee][Xx][Tt]|[Jj][Oo][Bb][Ii][Dd]|[Ii][Nn][Vv][Ee][Nn][Tt][Oo][Rr][Yy][Tt][Rr][Ii][Gg][Gg][Ee][Rr][Jj][Oo][Bb][Ii][Dd])\\}|[$]+[^$\\{])*[$]*",
    ),
    form="no wildcards but ${ext}, ${jobid} and ${InventoryTriggerJobId}",
    min_length=1,
)

BATCH_TYPE: Final = SimpleType(name="BatchType", kinds=("str",), enumeration=("Job",))

LISTED_BATCH_TYPE: Final = SimpleType(name="ListedBatchType", kinds=("str",), enumeration=("Job", "Workflow"))

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "SubmitBatchRequest": ComplexType(
        name="SubmitBatchRequest",
        elements=(
            Element("Name", "name", BATCH_NAME, required=True),
            Element("Type", "type", BATCH_TYPE, required=True),
            Element("Input", "input", "batch.BatchInput", required=True),
            Element("Operation", "operation", "batch.BatchOperation", required=True),
        ),
        root="Request",
    ),
    "BatchInput": ComplexType(
        name="BatchInput",
        elements=(
            Element("Manifest", "manifest", OBJECT_KEY),
            Element("UrlFile", "url_file", OBJECT_KEY),
            Element("Prefix", "prefix", NON_BLANK),
            Element("Object", "object_key", OBJECT_KEY),
        ),
        root="BatchInput",
        rules=(
            Rule(
                id="batch-input",
                severity="error",
                test="Manifest or UrlFile or Prefix or Object",
                message="A batch needs videos: set Manifest, UrlFile, Prefix or Object.",
            ),
        ),
    ),
    "BatchTimeInterval": ComplexType(
        name="BatchTimeInterval",
        elements=(
            Element("Start", "start", TIME_STAMP),
            Element("End", "end", TIME_STAMP),
        ),
        root="BatchTimeInterval",
    ),
    "BatchOperation": ComplexType(
        name="BatchOperation",
        elements=(
            Element("TimeInterval", "time_interval", "batch.BatchTimeInterval"),
            Element("Tag", "tag", TAG, required=True),
            Element("Output", "output", "batch.BatchOutput", required=True),
            Element("JobParam", "job_param", "batch.JobParam", required=True),
            Element("QueueId", "queue_id", IDENTIFIER),
            Element("UserData", "user_data", USER_DATA),
            Element("JobLevel", "job_level", JOB_LEVEL),
            Element("CallBackFormat", "callback_format", CALL_BACK_FORMAT),
            Element("CallBackType", "callback_type", CALL_BACK_TYPE),
            Element("CallBack", "callback", CALL_BACK_URL),
            Element("CallBackMqConfig", "callback_mq_config", "jobs.CallBackMqConfig"),
        ),
        root="BatchOperation",
        rules=(
            Rule(
                id="batch-callback-mq-config",
                severity="error",
                test="not(CallBackType = 'TDMQ') or CallBackMqConfig",
                message="CallBackType TDMQ needs CallBackMqConfig: name the message queue, or use the type Url.",
            ),
        ),
    ),
    "BatchOutput": ComplexType(
        name="BatchOutput",
        elements=(
            Element("Region", "region", REGION_NAME, required=True),
            Element("Bucket", "bucket", BUCKET_NAME, required=True),
            Element("Object", "object_key", BATCH_OUTPUT_KEY, required=True),
        ),
        root="BatchOutput",
    ),
    "JobParam": ComplexType(
        name="JobParam",
        elements=(
            Element("TemplateId", "template_id", IDENTIFIER),
            Element("Animation", "animation", "animation.Animation"),
        ),
        root="JobParam",
        rules=(
            Rule(
                id="batch-template-or-animation",
                severity="error",
                test="TemplateId or Animation",
                message="The conversion needs parameters: set TemplateId, or Animation.",
            ),
            Rule(
                id="batch-template-wins",
                severity="warning",
                test="not(TemplateId and Animation)",
                message="TemplateId outranks Animation, whose parameters are ignored: leave one of them out.",
            ),
        ),
    ),
    "ListBatchesQuery": ComplexType(
        name="ListBatchesQuery",
        elements=(
            Element("type", "type", LISTED_BATCH_TYPE),
            Element("name", "name", NON_BLANK),
            Element("jobId", "job_id", IDENTIFIER),
            Element("workflowId", "workflow_id", IDENTIFIER),
            Element("orderByTime", "order_by_time", ORDER_BY_TIME),
            Element("nextToken", "next_token", NON_BLANK),
            Element("size", "size", PAGE_SIZE),
            Element("states", "states", JOB_STATES),
            Element("startCreationTime", "start_creation_time", TIME_STAMP),
            Element("endCreationTime", "end_creation_time", TIME_STAMP),
        ),
        root="ListBatchesQuery",
    ),
    "BatchDetail": ComplexType(
        name="BatchDetail",
        elements=(
            Element("Code", "code", XS_STRING),
            Element("Message", "message", XS_STRING),
            Element("Type", "type", XS_STRING),
            Element("Name", "name", XS_STRING),
            Element("JobId", "job_id", XS_STRING),
            Element("State", "state", REPLY_JOB_STATE),
            Element("CreationTime", "creation_time", XS_STRING),
            Element("StartTime", "start_time", XS_STRING),
            Element("EndTime", "end_time", XS_STRING),
            Element("Input", "input", "batch.BatchInputDetail"),
            Element("Operation", "operation", "batch.BatchOperationDetail"),
        ),
        root="BatchDetail",
        open=True,
    ),
    "BatchInputDetail": ComplexType(
        name="BatchInputDetail",
        elements=(
            Element("Manifest", "manifest", XS_STRING),
            Element("UrlFile", "url_file", XS_STRING),
            Element("Prefix", "prefix", XS_STRING),
            Element("Object", "object_key", XS_STRING),
        ),
        root="BatchInputDetail",
        open=True,
    ),
    "BatchTimeIntervalDetail": ComplexType(
        name="BatchTimeIntervalDetail",
        elements=(
            Element("Start", "start", XS_STRING),
            Element("End", "end", XS_STRING),
        ),
        root="BatchTimeIntervalDetail",
        open=True,
    ),
    "BatchOperationDetail": ComplexType(
        name="BatchOperationDetail",
        elements=(
            Element("TimeInterval", "time_interval", "batch.BatchTimeIntervalDetail"),
            Element("Tag", "tag", XS_STRING),
            Element("Output", "output", "jobs.OutputDetail"),
            Element("JobParam", "job_param", "batch.JobParamDetail"),
            Element("QueueId", "queue_id", XS_STRING, spellings=("QueueID",)),
            Element("UserData", "user_data", XS_STRING),
            Element("JobLevel", "job_level", REPLY_INTEGER),
            Element("CallBackFormat", "callback_format", XS_STRING),
            Element("CallBackType", "callback_type", XS_STRING),
            Element("CallBack", "callback", XS_STRING),
            Element("CallBackMqConfig", "callback_mq_config", "batch.CallBackMqConfigDetail"),
        ),
        root="BatchOperationDetail",
        open=True,
    ),
    "JobParamDetail": ComplexType(
        name="JobParamDetail",
        elements=(
            Element("TemplateId", "template_id", XS_STRING, spellings=("TemplateID",)),
            Element("Animation", "animation", "animation.AnimationDetail"),
        ),
        root="JobParamDetail",
        open=True,
    ),
    "CallBackMqConfigDetail": ComplexType(
        name="CallBackMqConfigDetail",
        elements=(
            Element("MqRegion", "mq_region", XS_STRING),
            Element("MqMode", "mq_mode", XS_STRING),
            Element("MqName", "mq_name", XS_STRING),
        ),
        root="CallBackMqConfigDetail",
        open=True,
    ),
    "BatchResponse": ComplexType(
        name="BatchResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("JobsDetail", "jobs_detail", "batch.BatchDetail", array=True),
            Element("NonExistJobIds", "non_exist_job_ids", XS_STRING),
        ),
        root="Response",
        open=True,
    ),
    "ListBatchesResponse": ComplexType(
        name="ListBatchesResponse",
        elements=(
            Element("RequestId", "request_id", XS_STRING),
            Element("JobsDetail", "jobs_detail", "batch.BatchDetail", array=True),
            Element("NextToken", "next_token", XS_STRING),
        ),
        root="Response",
        open=True,
    ),
}
