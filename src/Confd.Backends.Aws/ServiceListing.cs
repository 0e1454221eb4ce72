using System.Text.Json;

namespace Confd.Backends.Aws;

/// <summary>How a service lists all its items, page by page.</summary>
/// <param name="Operation">Such as <c>ListSecrets</c>.</param>
/// <param name="Limit">The member of the request that limits a page.</param>
/// <param name="MaxItems">The maximum number of items per page.</param>
/// <param name="Items">The member of the response with the items.</param>
/// <param name="Write">Writes further members of the request; null for none.</param>
internal sealed record ServiceListing(string Operation, string Limit, int MaxItems, string Items, Action<Utf8JsonWriter>? Write = null);
