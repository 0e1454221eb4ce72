using System.Text.Json.Serialization;

namespace Confd.Flags.Evaluation;

/// <summary>Why the caller's default was returned.</summary>
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

    /// <summary>The served value is not of the requested type.</summary>
    [JsonStringEnumMemberName("WRONG_TYPE")]
    WrongType,

    /// <summary>An unexpected error, such as flag data that cannot be read; the log has the cause.</summary>
    [JsonStringEnumMemberName("EXCEPTION")]
    Exception,
}
