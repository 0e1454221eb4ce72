// Modes, owners, process groups: what the engine does with them exists on Linux only.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
