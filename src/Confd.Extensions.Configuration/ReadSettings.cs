namespace Confd.Extensions.Configuration;

/// <summary>What one reading of a table brought.</summary>
/// <param name="Settings">Names, equal without regard to case, and values.</param>
/// <param name="Skipped">The items whose values are no settings: <c>/app/list (L)</c>, in the order of their keys.</param>
internal sealed record ReadSettings(IDictionary<string, string?> Settings, IReadOnlyList<string> Skipped);
