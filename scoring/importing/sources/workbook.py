from scoring.importing.sources.source import SourceFile


class Workbook(SourceFile): ...
