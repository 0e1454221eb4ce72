namespace Confd.DynamoDb.History;

/// <summary>What is known of a key at one moment.</summary>
public enum KeyStateKind
{
    /// <summary>Nothing: the stream does not have it, or the value was too large for the journal.</summary>
    Unknown = 0,

    /// <summary>There was no such key.</summary>
    Absent,

    /// <summary>It had a value.</summary>
    Text,

    /// <summary>It had a value that is not text, or no value.</summary>
    Other,
}
