using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>An item that was replaced by an older version of itself.</summary>
internal sealed record LoweredItem(DataKind Kind, string Key, long Before, long Now);
