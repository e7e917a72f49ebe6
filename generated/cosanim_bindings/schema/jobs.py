# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the types in jobs.xsd."""

from __future__ import annotations

from typing import Final

from cosanim.schema import ComplexType, Element, Rule, SimpleType, ValueAdvice

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

CALL_BACK_FORMAT: Final = SimpleType(name="CallBackFormat", kinds=("str",), enumeration=("XML", "JSON"))

CALL_BACK_TYPE: Final = SimpleType(name="CallBackType", kinds=("str",), enumeration=("Url", "TDMQ"))

CALL_BACK_URL: Final = SimpleType(
    name="CallBackUrl",
    kinds=("str",),
    patterns=("no|[Hh][Tt][Tt][Pp][Ss]?://[^\t\n\r /][^\t\n\r ]*",),
    form="an http or https address, or the word no",
    advice=(
        ValueAdvice(
            id="private-callback",
            test="public-host",
            message="{found} is a private or loopback host, which the service does not call: give a public one",
        ),
    ),
)

LISTED_QUEUE_TYPE: Final = SimpleType(
    name="ListedQueueType", kinds=("str",), patterns=("[A-Za-z]+",), form="letters only"
)

LISTED_TAG: Final = SimpleType(name="ListedTag", kinds=("str",), patterns=("[A-Za-z]+",), form="letters only")

MQ_MODE: Final = SimpleType(name="MqMode", kinds=("str",), enumeration=("Topic", "Queue"))

MQ_NAME: Final = SimpleType(name="MqName", kinds=("str",), min_length=1)

MQ_REGION: Final = SimpleType(name="MqRegion", kinds=("str",), enumeration=("sh", "bj", "gz", "cd", "hk"))

OUTPUT_OBJECT_KEY: Final = SimpleType(
    name="OutputObjectKey",
    kinds=("str",),
    patterns=("(?:[^$]|[$]*[$]\\{(?:[Ee][Xx][Tt]|[Jj][Oo][Bb][Ii][Dd])\\}|[$]+[^$\\{])*[$]*",),
    form="no wildcards but ${ext} and ${jobid}",
    min_length=1,
)

REPLY_JOB_STATE: Final = SimpleType(name="ReplyJobState", kinds=("str",))

TAG: Final = SimpleType(name="Tag", kinds=("str",), enumeration=("Animation",))

COMPLEX_TYPES: Final[dict[str, ComplexType]] = {
    "SubmitJobRequest": ComplexType(
        name="SubmitJobRequest",
        elements=(
            Element("Tag", "tag", TAG, required=True),
            Element("Input", "input", "jobs.Input", required=True),
            Element("Operation", "operation", "jobs.Operation", required=True),
            Element("QueueId", "queue_id", IDENTIFIER),
            Element("CallBack", "callback", CALL_BACK_URL),
            Element("CallBackFormat", "callback_format", CALL_BACK_FORMAT),
            Element("CallBackType", "callback_type", CALL_BACK_TYPE),
            Element("CallBackMqConfig", "callback_mq_config", "jobs.CallBackMqConfig"),
        ),
        root="Request",
        rules=(
            Rule(
                id="callback-mq-config",
                severity="error",
                test="not(CallBackType = 'TDMQ') or CallBackMqConfig",
                message="CallBackType TDMQ needs CallBackMqConfig: name the message queue, or use the type Url.",
            ),
        ),
    ),
    "Input": ComplexType(
        name="Input", elements=(Element("Object", "object_key", OBJECT_KEY, required=True),), root="Input"
    ),
    "Operation": ComplexType(
        name="Operation",
        elements=(
            Element("TemplateId", "template_id", IDENTIFIER),
            Element("Animation", "animation", "animation.Animation"),
            Element("Output", "output", "jobs.Output", required=True),
            Element("UserData", "user_data", USER_DATA),
            Element("JobLevel", "job_level", JOB_LEVEL),
        ),
        root="Operation",
        rules=(
            Rule(
                id="template-or-animation",
                severity="error",
                test="TemplateId or Animation",
                message="The conversion needs parameters: set TemplateId, or Animation.",
            ),
            Rule(
                id="template-wins",
                severity="warning",
                test="not(TemplateId and Animation)",
                message="TemplateId outranks Animation, whose parameters are ignored: leave one of them out.",
            ),
        ),
    ),
    "Output": ComplexType(
        name="Output",
        elements=(
            Element("Region", "region", REGION_NAME, required=True),
            Element("Bucket", "bucket", BUCKET_NAME, required=True),
            Element("Object", "object_key", OUTPUT_OBJECT_KEY, required=True),
        ),
        root="Output",
    ),
    "CallBackMqConfig": ComplexType(
        name="CallBackMqConfig",
        elements=(
            Element("MqRegion", "mq_region", MQ_REGION, required=True),
            Element("MqMode", "mq_mode", MQ_MODE, required=True),
            Element("MqName", "mq_name", MQ_NAME, required=True),
        ),
        root="CallBackMqConfig",
    ),
    "SubmitJobResponse": ComplexType(
        name="SubmitJobResponse",
        elements=(Element("JobsDetail", "jobs_detail", "jobs.JobDetail", array=True),),
        root="Response",
        open=True,
    ),
    "DescribeJobsResponse": ComplexType(
        name="DescribeJobsResponse",
        elements=(
            Element("JobsDetail", "jobs_detail", "jobs.JobDetail", array=True),
            Element("NonExistJobIds", "non_exist_job_ids", XS_STRING),
        ),
        root="Response",
        open=True,
    ),
    "JobDetail": ComplexType(
        name="JobDetail",
        elements=(
            Element("Code", "code", XS_STRING),
            Element("Message", "message", XS_STRING),
            Element("JobId", "job_id", XS_STRING),
            Element("Tag", "tag", XS_STRING),
            Element("State", "state", REPLY_JOB_STATE),
            Element("Progress", "progress", REPLY_INTEGER),
            Element("CreationTime", "creation_time", XS_STRING),
            Element("StartTime", "start_time", XS_STRING),
            Element("EndTime", "end_time", XS_STRING),
            Element("QueueId", "queue_id", XS_STRING, spellings=("QueueID",)),
            Element("Input", "input", "jobs.InputDetail"),
            Element("Operation", "operation", "jobs.OperationDetail"),
            Element("Workflow", "workflow", "jobs.Workflow"),
        ),
        root="JobDetail",
        open=True,
    ),
    "InputDetail": ComplexType(
        name="InputDetail",
        elements=(
            Element("BucketId", "bucket_id", XS_STRING),
            Element("Bucket", "bucket", XS_STRING),
            Element("Object", "object_key", XS_STRING),
            Element("Region", "region", XS_STRING),
            Element("CosHeaders", "cos_headers", "jobs.CosHeader", array=True),
        ),
        root="InputDetail",
        open=True,
    ),
    "CosHeader": ComplexType(
        name="CosHeader",
        elements=(
            Element("Key", "key", XS_STRING),
            Element("Value", "value", XS_STRING),
        ),
        root="CosHeader",
        open=True,
    ),
    "OperationDetail": ComplexType(
        name="OperationDetail",
        elements=(
            Element("TemplateId", "template_id", XS_STRING, spellings=("TemplateID",)),
            Element("TemplateName", "template_name", XS_STRING),
            Element("Animation", "animation", "animation.AnimationDetail"),
            Element("Output", "output", "jobs.OutputDetail"),
            Element("MediaInfo", "media_info", "media.MediaInfo"),
            Element("MediaResult", "media_result", "media.MediaResult"),
            Element("UserData", "user_data", XS_STRING),
            Element("JobLevel", "job_level", REPLY_INTEGER),
        ),
        root="OperationDetail",
        open=True,
    ),
    "OutputDetail": ComplexType(
        name="OutputDetail",
        elements=(
            Element("Region", "region", XS_STRING),
            Element("Bucket", "bucket", XS_STRING),
            Element("Object", "object_key", XS_STRING),
        ),
        root="OutputDetail",
        open=True,
    ),
    "Workflow": ComplexType(
        name="Workflow",
        elements=(
            Element("Name", "name", XS_STRING),
            Element("RunId", "run_id", XS_STRING),
            Element("WorkflowId", "workflow_id", XS_STRING),
            Element("WorkflowName", "workflow_name", XS_STRING),
        ),
        root="Workflow",
        open=True,
    ),
    "ListJobsQuery": ComplexType(
        name="ListJobsQuery",
        elements=(
            Element("queueId", "queue_id", IDENTIFIER),
            Element("queueType", "queue_type", LISTED_QUEUE_TYPE),
            Element("tag", "tag", LISTED_TAG),
            Element("workflowId", "workflow_id", IDENTIFIER),
            Element("inventoryTriggerJobId", "inventory_trigger_job_id", IDENTIFIER),
            Element("inputObject", "input_object", OBJECT_KEY),
            Element("orderByTime", "order_by_time", ORDER_BY_TIME),
            Element("nextToken", "next_token", NON_BLANK),
            Element("size", "size", PAGE_SIZE),
            Element("states", "states", JOB_STATES),
            Element("startCreationTime", "start_creation_time", TIME_STAMP),
            Element("endCreationTime", "end_creation_time", TIME_STAMP),
        ),
        root="ListJobsQuery",
    ),
    "ListJobsResponse": ComplexType(
        name="ListJobsResponse",
        elements=(
            Element("JobsDetail", "jobs_detail", "jobs.JobDetail", array=True),
            Element("NextToken", "next_token", XS_STRING),
        ),
        root="Response",
        open=True,
    ),
}
