// Signals, process groups and file modes: what these tests look at exists on Linux only.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
