"""On Windows, a job object around a program: all that it starts is ended when the job's handle is closed."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

if sys.platform == "win32":  # pragma: no cover - the tests' coverage is taken on Linux
    import ctypes
    from ctypes import wintypes

    KILL_ON_JOB_CLOSE = 0x2000
    EXTENDED_LIMITS = 9

    class _BasicLimits(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION of winnt.h."""

        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h."""

        _fields_ = (
            ("Basic", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("Memory", ctypes.c_size_t * 4),
        )

    @contextmanager
    def together(process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Hold a program and all that it starts together; all are gone when the wrapped block is left.

        What the program started before it came into the job is not in it: a moment, which only a start in a halted
        state would close. Where Windows refuses (a job around this process that allows no other), nothing is held.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        limits = _Limits()
        limits.Basic.LimitFlags = KILL_ON_JOB_CLOSE
        kernel.SetInformationJobObject(job, EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        handle = int(vars(process)["_handle"])  # subprocess gives the handle no other name
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(handle))
        try:
            yield
        finally:
            kernel.CloseHandle(job)

else:

    @contextmanager
    def together(process: subprocess.Popen[bytes]) -> Iterator[None]:
        """Sessions and process groups hold a program together on other systems."""
        yield
