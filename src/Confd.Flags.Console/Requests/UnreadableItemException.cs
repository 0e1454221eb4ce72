namespace Confd.Flags.Console.Requests;

/// <summary>The stored text of a flag or a segment cannot be read, so that there is no page for it.</summary>
internal sealed class UnreadableItemException(string message) : FlagException(message);
