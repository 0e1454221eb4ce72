using System.Text.Json;

namespace Confd.Aws.Json;

/// <summary>Reads members of responses, which may be missing in responses of an emulator or another server.</summary>
public static class JsonResponse
{
    /// <summary>A required string.</summary>
    /// <exception cref="AwsException">It is missing; the message names the member and no value.</exception>
    public static string Text(JsonElement element, string member) =>
        TextOrNull(element, member)
        ?? throw new AwsException(AwsFailure.Interrupted, $"an answer without {member}, which is not a complete response from AWS");

    /// <summary>A string that may be missing or null.</summary>
    public static string? TextOrNull(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(member, out var value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>The start of the next page; null after the last.</summary>
    /// <param name="page">One page.</param>
    /// <param name="member">Usually <c>NextToken</c>.</param>
    public static string? Next(JsonElement page, string member = "NextToken") =>
        TextOrNull(page, member) is { Length: > 0 } next ? next : null;
}
