"""What the machine refuses is named by its kind, whatever library it reached us through."""

import contextlib
import io
import os
import resource
import signal
import tempfile
import unittest

import torch
from safetensors.torch import save_file

from lattice_worker.failure import as_failure


class Refusals(unittest.TestCase):
    def kind_of(self, refused) -> str:
        with contextlib.redirect_stderr(io.StringIO()):
            try:
                refused()
            except BaseException as error:
                return as_failure(error).kind
        self.fail("nothing was refused")

    @unittest.skipUnless(hasattr(signal, "SIGXFSZ"), "no limit on the size of files")
    def test_a_full_disk_is_known_from_python_safetensors_and_torch(self) -> None:
        tensors = {"a": torch.zeros(100_000)}

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "file")

        def plain() -> None:
            with open(path, "wb") as file:
                file.write(b"x" * 100_000)

        ways = {
            "python": plain,
            "safetensors": lambda: save_file(tensors, path),
            "torch": lambda: torch.save(tensors, path),
        }
        # A limit on the size of a file refuses a write as a full disk does, and needs no disk of its own.
        before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_FSIZE, (before, most))
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, most))
        self.assertEqual({way: self.kind_of(refused) for way, refused in ways.items()}, dict.fromkeys(ways, "disk"))

    def test_a_lack_of_memory_is_known_from_python_and_torch(self) -> None:
        def cuda() -> None:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

        def cublas() -> None:
            raise RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")

        ways = {"python": lambda: bytearray(2**62), "torch": lambda: torch.empty(2**58), "cuda": cuda, "cublas": cublas}
        self.assertEqual({way: self.kind_of(refused) for way, refused in ways.items()}, dict.fromkeys(ways, "memory"))

    def test_anything_else_is_a_bug(self) -> None:
        self.assertEqual(self.kind_of(lambda: [][1]), "internal")
        self.assertEqual(self.kind_of(lambda: open("/nowhere/file")), "internal")


if __name__ == "__main__":
    unittest.main()
