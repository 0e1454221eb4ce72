using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>Why the caller's default was answered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EvaluationErrorKind>))]
public enum EvaluationErrorKind : byte
{
    /// <summary>No error.</summary>
    [JsonStringEnumMemberName("NONE")]
    None,

    /// <summary>There is no flag data yet.</summary>
    [JsonStringEnumMemberName("CLIENT_NOT_READY")]
    ClientNotReady,

    /// <summary>No flag has that key, or it was deleted.</summary>
    [JsonStringEnumMemberName("FLAG_NOT_FOUND")]
    FlagNotFound,

    /// <summary>The flag's data contradicts itself; in some cases only for some contexts.</summary>
    [JsonStringEnumMemberName("MALFORMED_FLAG")]
    MalformedFlag,

    /// <summary>The context is invalid.</summary>
    [JsonStringEnumMemberName("USER_NOT_SPECIFIED")]
    UserNotSpecified,

    /// <summary>The served value is not of the type that was asked for.</summary>
    [JsonStringEnumMemberName("WRONG_TYPE")]
    WrongType,

    /// <summary>Something unexpected, such as flag data that cannot be read; the log says what.</summary>
    [JsonStringEnumMemberName("EXCEPTION")]
    Exception,
}
