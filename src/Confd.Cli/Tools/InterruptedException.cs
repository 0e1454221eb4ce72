namespace Confd.Cli.Tools;

/// <summary>A command was ended, by a signal or its caller, before it was done.</summary>
internal sealed class InterruptedException : OperationCanceledException;
