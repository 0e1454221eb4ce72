using System.Text.Json;

namespace Confd.Backends.Aws;

/// <summary>How a service lists all that there is, page by page.</summary>
/// <param name="Operation">Such as <c>ListSecrets</c>.</param>
/// <param name="Limit">The member of the request that bounds a page.</param>
/// <param name="Most">How many items a page has at most.</param>
/// <param name="Items">The member of the answer with the items.</param>
/// <param name="Write">Writes what else the request takes; null for nothing.</param>
internal sealed record ServiceListing(string Operation, string Limit, int Most, string Items, Action<Utf8JsonWriter>? Write = null);
