namespace Confd.Engine.Updating;

/// <summary>The result for a file whose key was removed.</summary>
/// <param name="Path">The file as in <c>dest</c>.</param>
/// <param name="IsRemoved">True where it existed and was removed.</param>
/// <param name="Problem">Why it could not be removed; null where there is nothing left to do.</param>
internal sealed record StaleFile(string Path, bool IsRemoved, string? Problem);
