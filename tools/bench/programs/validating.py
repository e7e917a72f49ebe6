"""Validates one payload, and sends no request."""

from cosanim import validate

PAYLOAD = (
    b"<Request><Tag>Animation</Tag><Input><Object>input/video.mp4</Object></Input><Operation><Animation><Container>"
    b"<Format>gif</Format></Container><Video><Codec>gif</Codec><Width>1280</Width><Fps>15</Fps>"
    b"<AnimateOnlyKeepKeyFrame>true</AnimateOnlyKeepKeyFrame></Video><TimeInterval><Start>0</Start>"
    b"<Duration>60</Duration></TimeInterval></Animation><Output><Region>ap-chongqing</Region>"
    b"<Bucket>test-1250000000</Bucket><Object>output/video.${ext}</Object></Output></Operation></Request>"
)
ADVICE = ["fps-with-sampling"]

if __name__ == "__main__" and [violation.rule for violation in validate(PAYLOAD)] != ADVICE:
    raise AssertionError("the payload must be valid, with one warning")
