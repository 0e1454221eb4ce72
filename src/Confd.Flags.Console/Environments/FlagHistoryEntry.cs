using Confd.Flags.Storage;

namespace Confd.Flags.Console.Environments;

/// <summary>One change of a flag or segment.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Before">As it was; null: it was not there, or that is not kept.</param>
/// <param name="After">As it was then; null: it was deleted, or that is not kept.</param>
/// <param name="Author">Who; null: not known.</param>
/// <param name="Message">Why; null: nothing was said.</param>
public sealed record FlagHistoryEntry(DateTimeOffset Time, VersionedItem? Before, VersionedItem? After, string? Author, string? Message);
