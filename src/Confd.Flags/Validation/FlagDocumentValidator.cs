using System.Text.Json;
using Confd.Flags.Storage;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>
/// Reads flags and segments as an evaluator would, and reports problems, for authors of flags before they are written. Readers keep
/// accepting whatever LaunchDarkly may write.
/// </summary>
/// <remarks>Pure: nothing is looked up, and invalid data does not throw. The problems are in the order of the text.</remarks>
/// <example>
/// <code>
/// foreach (var problem in FlagDocumentValidator.ValidateItem(DataKind.Features, "beta", json))
/// {
///     Console.WriteLine(problem); // $.fallthrough.rollout.variations: the weights add up to 99999, not 100000
/// }
/// </code>
/// </example>
public static class FlagDocumentValidator
{
    /// <summary>Checks one flag or segment.</summary>
    /// <param name="kind"><see cref="DataKind.Features"/> or <see cref="DataKind.Segments"/>.</param>
    /// <param name="key">The key under which it is to be stored.</param>
    /// <param name="utf8Json">One JSON object.</param>
    /// <returns>Empty if there are no problems.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The kind is another one.</exception>
    public static IReadOnlyList<FlagDocumentProblem> ValidateItem(DataKind kind, string key, ReadOnlySpan<byte> utf8Json) =>
        kind == DataKind.Features ? Validate(utf8Json, (element, root) => FlagValidator.Validate(key, element, root))
        : kind == DataKind.Segments ? Validate(utf8Json, (element, root) => SegmentValidator.Validate(key, element, root))
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, "only flags and segments can be validated");

    /// <summary>
    /// Checks a set in the format that <see cref="FlagDataReader"/> reads: each item, and the references between flags. Items that are
    /// missing in the set may be in the store.
    /// </summary>
    public static IReadOnlyList<FlagDocumentProblem> ValidatePart(ReadOnlySpan<byte> utf8Json) => ValidateSet(utf8Json, isWhole: false);

    /// <summary>As <see cref="ValidatePart"/>, for a set that is a complete environment: references to missing items are
    /// warnings.</summary>
    public static IReadOnlyList<FlagDocumentProblem> ValidateEnvironment(ReadOnlySpan<byte> utf8Json) =>
        ValidateSet(utf8Json, isWhole: true);

    private static IReadOnlyList<FlagDocumentProblem> ValidateSet(ReadOnlySpan<byte> utf8Json, bool isWhole)
    {
        var problems = Validate(utf8Json, FlagSetValidator.Validate);
        return [.. problems, .. SetReferences.Validate(utf8Json, isWhole)];
    }

    // Valid JSON, but no number for readers that use doubles: some fail on the whole text, wherever in it the number is.
    private static void RequireFinite(JsonElement element, ValidationScope place)
    {
        if (!HasNonFinite(element))
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    RequireFinite(property.Value, place.Field(property.Name));
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    RequireFinite(item, place.Item(index++));
                }

                break;
            default:
                place.AddError("is a number beyond what a double holds, over which LaunchDarkly's SDK for Go refuses all flags");
                break;
        }
    }

    private static bool HasNonFinite(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasNonFinite(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasNonFinite),
        JsonValueKind.Number => !element.TryGetDouble(out var number) || !double.IsFinite(number),
        _ => false,
    };

    private static List<FlagDocumentProblem> Validate(ReadOnlySpan<byte> utf8Json, Action<JsonElement, ValidationScope> validate)
    {
        var problems = new List<FlagDocumentProblem>();
        var root = ValidationScope.Root(problems);
        try
        {
            var reader = new Utf8JsonReader(ByteOrderMark.Cut(utf8Json), JsonDepth.OfSet);
            using var document = JsonDocument.ParseValue(ref reader);
            validate(document.RootElement, root);
            RequireFinite(document.RootElement, root);
        }
        catch (JsonException problem)
        {
            root.AddError(JsonDepth.IsExceeded(problem) ? $"is too deep: {JsonDepth.Problem}" : "is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // The base library cannot decode a string that contains half of a surrogate pair.
            root.AddError("a name or a string in it holds text that is not Unicode");
        }

        return problems;
    }
}
