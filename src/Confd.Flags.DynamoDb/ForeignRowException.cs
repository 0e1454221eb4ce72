using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>A row to be written or deleted does not belong to a flag table. It was not changed.</summary>
internal sealed class ForeignRowException(string table, string @namespace, string key) : FlagStoreException(
    $"the row with the namespace '{@namespace}' and the key '{key}' in table {table} does not belong to a flag table, "
    + "and was left as it is; "
    + "check the table's name and the prefix, or delete that row");
