"""As much of pandas as a live network shows the bridge."""

from __future__ import annotations

from typing import Any

import numpy as np


class Frame:
    """As much of a data frame as the bridge looks at."""

    def __init__(self, data: Any, index: Any = None, columns: Any = None) -> None:
        self.index, self.columns = Index(index), Index(columns)
        self.data = dict(
            zip(
                self.columns.values, np.asarray(data, dtype=object).T.reshape(len(self.columns.values), -1), strict=True
            )
        )

    def __getitem__(self, name: str) -> Any:
        return Column(self.data[name])

    def __setitem__(self, name: str, values: Any) -> None:
        self.data[name] = np.asarray(values)

    def to_numpy(self, dtype: Any = None) -> Any:
        return np.array([self.data[c] for c in self.columns.values], dtype=dtype).T.reshape(
            -1, len(self.columns.values)
        )


class Index:
    """As much of an index; entries of two parts make one of two levels."""

    def __init__(self, values: Any) -> None:
        self.values = list(values)
        self.nlevels = 2 if self.values and isinstance(self.values[0], tuple) else 1

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Any:
        return iter(self.values)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def tolist(self) -> list[Any]:
        return self.values

    def to_numpy(self) -> Any:
        return np.array(self.values)


class Column:
    """As much of a column."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def to_numpy(self) -> Any:
        return self.values

    def tolist(self) -> list[Any]:
        return list(self.values)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.values, dtype=dtype)
