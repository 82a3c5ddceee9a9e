"""A headless Chromium, driven through a pipe: no port, no window, and nothing of it left afterwards."""

import base64
import json
import os
import select
import subprocess
import tempfile
import time

PROGRAM = "chromium-headless-shell"
_PATIENCE_S = 120  # for one answer; only a browser that hangs takes so long


class Browser:
    """Opens pages, runs scripts in them, and keeps what they logged, threw and asked the network for."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        (read_in, self._out), (self._in, write_out) = os.pipe(), os.pipe()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec {PROGRAM} "$@" 3<&{read_in} 4>&{write_out}', "sh", "--remote-debugging-pipe", "--no-sandbox",
             "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={self.folder.name}"],
            pass_fds=(read_in, write_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read_in)
        os.close(write_out)
        self._number, self._buffer, self._events, self._session = 0, b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def close(self):
        os.close(self._out)  # at the pipe's end the browser ends too
        self._process.wait(timeout=_PATIENCE_S)
        os.close(self._in)
        self.folder.cleanup()

    def open(self, path, width=1280, height=900, **media):
        """Loads the file. `media`: scheme="dark", media="print"."""
        self._events.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setScrollbarsHidden", hidden=True)  # as on a telephone; they would take part of the width
        self.set_media(**media)
        self.call("Page.navigate", url=path.resolve().as_uri())
        self._wait_for("Page.loadEventFired")

    def set_media(self, scheme="light", media="screen"):
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])

    def run(self, script):
        """The value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def complaints(self):
        """What the page's console and the browser had to say against it, and what it threw."""
        return [event for event in self._events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")]

    def requests(self):
        """The addresses that the page asked for, itself included."""
        return [e["params"]["request"]["url"] for e in self._events if e["method"] == "Network.requestWillBeSent"]

    def screenshot(self, path, whole=True):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]))

    def pdf(self, path):
        self.set_media(media="print")
        path.write_bytes(base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]))

    def call(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def _wait_for(self, method):
        while not any(event["method"] == method for event in self._events):
            self._read()

    def _read(self):
        """The next message; events are kept."""
        until = time.monotonic() + _PATIENCE_S
        while b"\0" not in self._buffer:
            if not select.select([self._in], [], [], max(0, until - time.monotonic()))[0]:
                raise AssertionError(f"{PROGRAM} does not answer")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise AssertionError(f"{PROGRAM} ended, or could not be started: is its package installed (scripts/packages.txt)?")
            self._buffer += part
        message, self._buffer = self._buffer.split(b"\0", 1)
        message = json.loads(message)
        if "method" in message:
            self._events.append(message)
        return message
