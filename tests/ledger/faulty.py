"""A machine that fails: the operating system's calls, counted, the k-th one going wrong."""

import errno
import os

COUNTED = ("open", "write", "fsync", "close", "mkdir", "rename", "unlink", "ftruncate")


class Killed(BaseException):
    """The process is gone: nothing after this runs, cleaning up included."""


class FaultyOs:
    """Stands in for `os`; every counted call adds one, and the k-th raises.

    A killed process makes no call after the one that killed it, so with `Killed` every later call
    raises, too, except `close`, which the kernel does for the dead.
    """

    def __init__(self, fail_at, error):
        # 0 never fails, and counts.
        self.calls, self.fail_at, self.error = 0, fail_at, error

    def __getattr__(self, name):
        real = getattr(os, name)
        if name not in COUNTED:
            return real

        def call(*args, **kwargs):
            self.calls += 1
            dead = isinstance(self.error, Killed) and 0 < self.fail_at < self.calls
            if self.calls == self.fail_at or (dead and name != "close"):
                if name == "close":  # a failing close has closed
                    real(*args, **kwargs)
                raise self.error
            return real(*args, **kwargs)

        return call


class FullAt:
    """Stands in for `os`; the disk is full at a call, after seven bytes of what it writes."""

    def __init__(self, call):
        self.call = call

    def __getattr__(self, name):
        real = getattr(os, name)
        if name != self.call:
            return real

        def fail(handle, data=b""):
            if data:
                real(handle, bytes(data[:7]))
            raise OSError(errno.ENOSPC, "No space left")

        return fail


class ShortWrites:
    """Stands in for `os`; a write takes seven bytes at most."""

    def __getattr__(self, name):
        if name == "write":
            return lambda handle, data: os.write(handle, bytes(data[:7]))
        return getattr(os, name)
