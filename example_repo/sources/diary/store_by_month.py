

def read_month(path: Path, year: int, month: int) -> list[Observation]:
    """Read the observations of one month."""
    return [each for each in read(path) if (each.day.year, each.day.month) == (year, month)]
