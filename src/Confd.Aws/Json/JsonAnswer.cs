using System.Text.Json;

namespace Confd.Aws.Json;

/// <summary>Members of answers, which may be missing in what an emulator or a stranger sends.</summary>
public static class JsonAnswer
{
    /// <summary>A text that has to be there.</summary>
    /// <exception cref="AwsException">It is not; the message names the member and no value.</exception>
    public static string Text(JsonElement element, string member) =>
        TextOrNull(element, member)
        ?? throw new AwsException(AwsFailure.Interrupted, $"an answer without {member}, which is no whole answer of AWS");

    /// <summary>A text that may be missing or null.</summary>
    public static string? TextOrNull(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Where the next page starts; null after the last.</summary>
    /// <param name="page">One page.</param>
    /// <param name="member">Usually <c>NextToken</c>.</param>
    public static string? Next(JsonElement page, string member = "NextToken") =>
        TextOrNull(page, member) is { Length: > 0 } next ? next : null;
}
