using System.CommandLine;

namespace Confd.Cli.Tools;

/// <summary>A command that takes signals by itself, and the time that it needs to end in good order.</summary>
internal sealed class SignalledCommand(string name, string description) : Command(name, description);
