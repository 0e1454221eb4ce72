namespace Confd.Extensions.Configuration;

/// <summary>The result of one reading of a table.</summary>
/// <param name="Settings">Values by name, without regard to case.</param>
/// <param name="Skipped">The items whose values are not settings: <c>/app/list (L)</c>, in the order of their keys.</param>
internal sealed record ReadSettings(IDictionary<string, string?> Settings, IReadOnlyList<string> Skipped);
