namespace Confd.DynamoDb;

/// <summary>Why a DynamoDB operation failed, as far as callers decide on it.</summary>
public enum DynamoDbFailure
{
    /// <summary>Something else; the inner exception tells.</summary>
    Unknown = 0,

    /// <summary>The table, index or stream does not exist in this account and region.</summary>
    TableMissing,

    /// <summary>The credentials are not allowed to do this, or are not valid at all.</summary>
    AccessDenied,

    /// <summary>The credentials were valid once and have expired.</summary>
    ExpiredCredentials,

    /// <summary>DynamoDB asked to slow down.</summary>
    Throttled,

    /// <summary>No connection: refused, no route, or the name does not resolve.</summary>
    Unreachable,

    /// <summary>The connection broke or the answer was not whole.</summary>
    Interrupted,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>DynamoDB itself had a problem (5xx).</summary>
    ServerError,

    /// <summary>The credential chain found no credentials.</summary>
    NoCredentials,

    /// <summary>No region is configured.</summary>
    NoRegion,

    /// <summary>An item is larger than the 400 KB that DynamoDB stores.</summary>
    ItemTooLarge,

    /// <summary>The condition of a write did not hold.</summary>
    ConditionFailed,

    /// <summary>DynamoDB refused the request as wrong, such as a key attribute that the table does not have.</summary>
    InvalidRequest,

    /// <summary>The stream's records or iterator are gone: older than 24 hours, or the iterator older than 15 minutes.</summary>
    StreamPositionLost,

    /// <summary>Something else answers at the endpoint or on the way to it, such as a proxy, a portal's login page or another web
    /// server.</summary>
    ForeignAnswer,

    /// <summary>The secure connection was refused: the certificate does not pass, or the other side speaks no TLS.</summary>
    Untrusted,

    /// <summary>The signature's time is too far from DynamoDB's: this machine's clock is wrong, or the request was held up.</summary>
    ClockSkew,

    /// <summary>Nobody writes the table's journal: its changes have to be followed in another way.</summary>
    JournalSilent,

    /// <summary>An encrypted value cannot be decrypted: the key is named by <see cref="DynamoDbException.Key"/>.</summary>
    SecretClosed,

    /// <summary>A plain value would have taken the place of an encrypted one:
    /// <see cref="KeyValueTableOptions.MayReplaceSecrets"/>.</summary>
    SecretKept,

    /// <summary>Another write of the same item was under way, in a transaction of its own.</summary>
    TransactionConflict,

    /// <summary>What is read takes more memory than <see cref="KeyValueTableOptions.MaxReadingBytes"/> allow.</summary>
    ReadingTooLarge,
}
