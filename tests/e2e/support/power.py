"""A mock of what puts a machine to sleep and locks its screen, on the two buses that the environment names.

Prints "ready" once both answer, then obeys a line of standard input each: lock, unlock, suspend, resume.
Answers each with "done". Ends with its input.
"""

import os
import subprocess
import sys

import dbus
import dbusmock

LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
SAVER = ("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver")


def mock_of(bus, place):
    return dbus.Interface(bus.get_object(place[0], place[1]), dbusmock.MOCK_IFACE)


def main():
    command = [sys.executable, "-m", "dbusmock"]
    children = [
        subprocess.Popen(command + ["--system", "--template", "logind"], stdout=subprocess.DEVNULL),
        subprocess.Popen(command + ["--session", *SAVER], stdout=subprocess.DEVNULL),
    ]
    try:
        system = dbus.bus.BusConnection(os.environ["DBUS_SYSTEM_BUS_ADDRESS"])
        session = dbus.bus.BusConnection(os.environ["DBUS_SESSION_BUS_ADDRESS"])
        dbusmock.DBusTestCase.wait_for_bus_object(LOGIND[0], LOGIND[1], system_bus=True)
        dbusmock.DBusTestCase.wait_for_bus_object(SAVER[0], SAVER[1])
        logind = mock_of(system, LOGIND)
        saver = mock_of(session, SAVER)

        def lock(locked):
            saver.AddMethod(SAVER[2], "GetActive", "", "b", f"ret = {locked}")
            saver.EmitSignal(SAVER[2], "ActiveChanged", "b", [locked])

        def sleep(going):
            logind.EmitSignal(LOGIND[2], "PrepareForSleep", "b", [going])

        orders = {
            "lock": lambda: lock(True),
            "unlock": lambda: lock(False),
            "suspend": lambda: sleep(True),
            "resume": lambda: sleep(False),
        }
        lock(False)
        print("ready", flush=True)
        for line in sys.stdin:
            orders[line.strip()]()
            print("done", flush=True)
    finally:
        for child in children:
            child.terminate()
            child.wait()


main()
