namespace Confd.Flags.Console.Answering;

/// <summary>What is stored of a flag or a segment cannot be read, so that there is no page of it.</summary>
internal sealed class UnreadableItemException(string message) : FlagException(message);
