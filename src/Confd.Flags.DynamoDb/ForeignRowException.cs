using Confd.Flags.Storage;

namespace Confd.Flags.DynamoDb;

/// <summary>Where a row of the flags was to be written or deleted, there is one that is none of a flag table's. It was left
/// alone.</summary>
internal sealed class ForeignRowException(string table, string @namespace, string key) : FlagStoreException(
    $"the row with the namespace '{@namespace}' and the key '{key}' in table {table} is none of a flag table, and was left as it is; "
    + "check the table's name and the prefix, or delete that row");
