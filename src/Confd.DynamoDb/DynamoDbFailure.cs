namespace Confd.DynamoDb;

/// <summary>Why a DynamoDB operation failed, as far as callers distinguish it.</summary>
public enum DynamoDbFailure
{
    /// <summary>Another cause; see the inner exception.</summary>
    Unknown = 0,

    /// <summary>The table, index or stream does not exist in this account and region.</summary>
    TableMissing,

    /// <summary>The credentials are not allowed to do this, or are not valid at all.</summary>
    AccessDenied,

    /// <summary>The credentials were valid once and have expired.</summary>
    ExpiredCredentials,

    /// <summary>DynamoDB throttled the request.</summary>
    Throttled,

    /// <summary>No connection: refused, no route, or the name does not resolve.</summary>
    Unreachable,

    /// <summary>The connection broke or the response was incomplete.</summary>
    Interrupted,

    /// <summary>No response in time.</summary>
    TimedOut,

    /// <summary>DynamoDB itself had a problem (5xx).</summary>
    ServerError,

    /// <summary>The credential chain found no credentials.</summary>
    NoCredentials,

    /// <summary>No region is configured, or one that cannot be used.</summary>
    NoRegion,

    /// <summary>An item is larger than the 400 KB that DynamoDB stores.</summary>
    ItemTooLarge,

    /// <summary>The condition of a write did not hold.</summary>
    ConditionFailed,

    /// <summary>DynamoDB rejected the request as invalid, such as for a key attribute that the table does not have.</summary>
    InvalidRequest,

    /// <summary>The stream's records or iterator are gone: older than 24 hours, or the iterator older than 15 minutes.</summary>
    StreamPositionLost,

    /// <summary>Another server responds at the endpoint or on the way to it, such as a proxy, a portal's login page or another web
    /// server.</summary>
    UnexpectedResponse,

    /// <summary>The TLS connection was refused: the certificate is not trusted, or the server does not support TLS.</summary>
    Untrusted,

    /// <summary>The signature's time is too far from DynamoDB's: this machine's clock is wrong, or the request was delayed.</summary>
    ClockSkew,

    /// <summary>The table's journal has no writer: changes have to be followed in another way.</summary>
    JournalSilent,

    /// <summary>An encrypted value cannot be decrypted: the key is named by <see cref="DynamoDbException.Key"/>.</summary>
    SecretClosed,

    /// <summary>A plain value would have replaced an encrypted one: <see cref="KeyValueTableOptions.MayReplaceSecrets"/>.</summary>
    SecretKept,

    /// <summary>Another write of the same item was in progress, in a separate transaction or another Region.</summary>
    TransactionConflict,

    /// <summary>The data to read takes more memory than <see cref="KeyValueTableOptions.MaxReadingBytes"/>.</summary>
    ReadingTooLarge,

    /// <summary>The journal belongs to another table.</summary>
    JournalOfOtherTable,
}
