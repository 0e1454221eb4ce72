namespace Confd.Engine.Updating;

/// <summary>What happened to a file whose key is gone.</summary>
/// <param name="Path">The file as <c>dest</c> says it.</param>
/// <param name="IsRemoved">True where it was there and is not any more.</param>
/// <param name="Problem">Why it could not be removed; null where there is nothing left to do.</param>
internal sealed record StaleFile(string Path, bool IsRemoved, string? Problem);
