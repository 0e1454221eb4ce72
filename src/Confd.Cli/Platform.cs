// Signals, owners and modes of files are what this program works with: on Windows it has none of them.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
