from scoring.importing.sources.source import SourceFile


class Table(SourceFile): ...
