"""Runs xsdata, then writes the XSD 1.0 edition; ``tools.generate`` starts this module in a temporary folder."""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from xsdata.codegen.exceptions import CodegenError
from xsdata.codegen.transformer import ResourceTransformer
from xsdata.codegen.writer import CodeWriter
from xsdata.models.config import DocstringStyle, GeneratorConfig, StructureStyle

from tools.generator.components import load_components
from tools.generator.dataclass_source import BindingGenerator
from tools.generator.generation_error import GenerationError
from tools.generator.xsd10.edition import write_edition
from tools.generator.xsd10.passing_violations import write_limits

if TYPE_CHECKING:
    from logging import LogRecord


class MessageCollector(logging.Handler):
    """Collects the warnings and errors that xsdata logs, which ``main`` treats as failures."""

    def __init__(self) -> None:
        """Create the handler without messages."""
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: LogRecord) -> None:
        """Store the message."""
        self.messages.append(record.getMessage())


def main(spec: Path, package: str) -> int:
    """Generate the package in the current folder.

    Args:
        spec: Folder of the XSDs.
        package: Name of the package.

    Returns:
        0, or 1 with the reasons on stderr.
    """
    warnings.simplefilter("error")
    log = MessageCollector()
    logging.getLogger("xsdata").addHandler(log)
    config = GeneratorConfig()
    config.output.package = package
    config.output.format.value = "cosanim"
    config.output.format.slots = True
    config.output.structure_style = StructureStyle.FILENAMES
    config.output.docstring_style = DocstringStyle.GOOGLE
    config.output.relative_imports = True
    config.output.max_line_length = 120
    CodeWriter.register_generator("cosanim", BindingGenerator)
    try:
        # This comes first, since its error messages have file and line.
        BindingGenerator.components = load_components(spec)
        uris = [path.as_uri() for path in sorted((spec / "types").glob("*.xsd"))]
        ResourceTransformer(config=config).process(uris)
        if not log.messages:
            write_edition(BindingGenerator.components, spec, Path(package, "xsd10"))
            write_limits(BindingGenerator.components, Path(package, "xsd10"))
    except (CodegenError, GenerationError) as error:
        log.messages.append(str(error))
    for message in log.messages:
        sys.stderr.write(f"{message}\n")
    return 1 if log.messages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
