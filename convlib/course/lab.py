"""The course in JupyterLab: ``python -m convlib.course.lab [options of jupyter lab]``, which is what ``make lab`` runs.

It is JupyterLab as it always is, with four things done for a newcomer: the course's own notebooks are trusted, so
that their stored films play at the first look; opening one does not make it unsaved; answers come without delay; and
one line says where it is served.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyterlab.labapp import LabApp
from nbformat.sign import NotebookNotary
from traitlets.config import Config

from convlib.course import notebooks

HERE = {**notebooks.LANGUAGE, "version": sys.version.split()[0]}  # what a kernel says of itself


class Contents(AsyncLargeFileManager):
    """Files as Jupyter has them; a notebook of the course is handed out with this Python's version, stored without.

    JupyterLab writes the kernel's ``language_info`` into each notebook that it opens. All of it is stored but the
    version, which is another on each machine; where that differs an unread notebook would ask to be saved.
    """

    async def get(self, path, *args, **kwargs):
        model = await super().get(path, *args, **kwargs)
        _exchange(model, notebooks.LANGUAGE, HERE)
        return model

    async def save(self, model, path=""):
        _exchange(model, HERE, notebooks.LANGUAGE)
        return await super().save(model, path)


class Connection(ZMQChannelsWebsocketConnection):
    """The page's line to a kernel, without the wait for more: a small answer would stand still for 40 ms.

    Nagle's algorithm holds back a small packet until the one before it is acknowledged, and a browser acknowledges
    late when it has nothing to say.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def _exchange(model: dict, old: dict, new: dict) -> None:
    metadata = model["content"]["metadata"] if model.get("type") == "notebook" and model.get("content") else {}
    if metadata.get("language_info") == old:
        metadata["language_info"] = nbformat.from_dict(new)


def committed(folder: Path | None = None) -> list[Path] | None:
    """The notebooks that are just as they were committed; ``None`` where git cannot tell."""
    folder = notebooks.FOLDER if folder is None else folder
    try:
        tracked, changed = _git(folder, "ls-files"), _git(folder, "diff", "--name-only", "--relative", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return None
    return [path for path in notebooks.stored(folder) if path.relative_to(folder).as_posix() in tracked - changed]


def _git(folder: Path, *command: str) -> set[str]:
    """File names, as a git command that writes nothing lists them."""
    listed = ["git", "--no-optional-locks", *command, "-z", "--", "."]
    done = subprocess.run(listed, cwd=folder, capture_output=True, check=True)
    return set(done.stdout.decode("utf-8").split("\0"))


def trust(notary: NotebookNotary, folder: Path | None = None) -> str:
    """Sign the course's notebooks in Jupyter's own database; the answer is a sentence, or nothing if all are signed.

    Only those that are just as they were committed: what was changed here Jupyter signs itself when it is saved, and
    what came from elsewhere is not ours to trust.
    """
    own = committed(folder)
    if own is None:
        return (
            "Without git nothing tells the course's own notebooks from others, so none is trusted for you, and stored "
            "films stand still until their cells run. To trust them all: jupyter trust notebooks/*.ipynb"
        )
    unsigned = [made for made in (nbformat.read(path, 4) for path in own) if not notary.check_signature(made)]
    for made in unsigned:
        notary.sign(made)
    return f"{len(unsigned)} notebooks of the course are now trusted: their stored films play." if unsigned else ""


def settings() -> Config:
    """How the course is served; options and a learner's own configuration come before it."""
    server = {"root_dir": str(notebooks.FOLDER), "contents_manager_class": Contents, "log_level": "WARN"}
    server["kernel_websocket_connection_class"] = Connection
    return Config(ServerApp=server, LabApp={"default_url": "/lab/tree/00_start_here.ipynb", "log_level": "WARN"})


def main(arguments: list[str] | None = None) -> None:
    server = LabApp.initialize_server(sys.argv[1:] if arguments is None else arguments, config=settings())
    if said := trust(server.contents_manager.notary):
        print(said)
    served = f"The course is served at\n    {server.display_url}\nCtrl+C ends it."
    server.io_loop.add_callback(print, served, flush=True)  # once it listens
    server.log.addFilter(lambda record: "To access the server" not in record.getMessage())  # it was said above
    server.start()


if __name__ == "__main__":
    main()
