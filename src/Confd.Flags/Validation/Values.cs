using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>Checks of single values.</summary>
internal static class Values
{
    // Other SDKs, and this library, accept these values; that SDK then rejects all data that contains one.
    private static readonly string DotNetRefusal = RefusalOf(".NET");

    public static void Any(JsonElement element, ValidationScope place)
    {
    }

    public static void Boolean(JsonElement element, ValidationScope place)
    {
        if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            place.AddError(Found(element, "true or false"));
        }
    }

    public static void Text(JsonElement element, ValidationScope place)
    {
        if (element.ValueKind != JsonValueKind.String)
        {
            place.AddError(Found(element, "a string"));
        }
    }

    /// <summary>A whole number, in a notation that every SDK reads.</summary>
    public static void Whole(JsonElement element, ValidationScope place)
    {
        if (TryWhole(element) is not { } whole)
        {
            place.AddError(Found(element, "a whole number"));
        }
        else if (!element.TryGetInt64(out _))
        {
            place.AddError($"is written with a fraction or an exponent, {DotNetRefusal}: write {whole}");
        }
    }

    /// <summary>A whole number of 32 bits.</summary>
    public static void Whole32(JsonElement element, ValidationScope place)
    {
        Whole(element, place);
        if (TryWhole(element) is < int.MinValue or > int.MaxValue)
        {
            place.AddError($"is outside of {int.MinValue} to {int.MaxValue}, {DotNetRefusal}");
        }
    }

    /// <summary>A non-negative number, such as a version.</summary>
    public static void Count(JsonElement element, ValidationScope place)
    {
        Whole32(element, place);
        if (TryWhole(element) < 0)
        {
            place.AddError("is negative");
        }
    }

    /// <summary>A field that must be omitted rather than null.</summary>
    /// <param name="place">Where the null is.</param>
    /// <param name="sdk">The language of the SDK that rejects it.</param>
    public static void NotNull(ValidationScope place, string sdk) => place.AddError($"is null, {RefusalOf(sdk)}: leave it out");

    /// <summary>A share in 1/100000.</summary>
    public static void Weight(JsonElement element, ValidationScope place)
    {
        Whole(element, place);
        if (TryWhole(element) is < 0 or > Weights.Full)
        {
            place.AddError($"is outside of 0 to {Weights.Full}");
        }
    }

    /// <summary>An index into the variations of the flag.</summary>
    public static void Variation(JsonElement element, ValidationScope place)
    {
        Whole(element, place);
        if (TryWhole(element) is { } index && place.Variations is { } count && (index < 0 || index >= count))
        {
            place.AddError(
                count == 0 ? $"is {index}, but the flag has no variations" : $"is {index}, but the flag's variations are 0 to {count - 1}");
        }
    }

    /// <summary>An index into the variations of another flag, which are not known here.</summary>
    public static void OtherVariation(JsonElement element, ValidationScope place)
    {
        Whole(element, place);
        if (TryWhole(element) is < 0 or > int.MaxValue)
        {
            place.AddError("is not an index of a variation");
        }
    }

    public static void ContextKindName(JsonElement element, ValidationScope place)
    {
        Text(element, place);
        if (element.ValueKind == JsonValueKind.String
            && element.GetString() is { Length: > 0 } kind
            && ContextKind.FindError(kind) is { } error)
        {
            place.AddError($"is not a valid kind of context: {error}");
        }
    }

    /// <summary>Keys of contexts.</summary>
    public static void Keys(JsonElement element, ValidationScope place) => List(element, place, Text);

    /// <summary>An array, each element of which is checked.</summary>
    public static void List(JsonElement element, ValidationScope place, Action<JsonElement, ValidationScope> validate)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            place.AddError(Found(element, "an array"));
            return;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            validate(item, place.Item(index++));
        }
    }

    /// <summary>The check of an array with elements of one shape.</summary>
    public static Action<JsonElement, ValidationScope> ListOf(Action<JsonElement, ValidationScope> validate) =>
        (element, place) => List(element, place, validate);

    public static bool IsObject(JsonElement element, ValidationScope place)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        place.AddError(Found(element, "an object"));
        return false;
    }

    /// <summary>The field's value; null if it is absent or null, or the element is not an object. Of duplicates the last counts.</summary>
    public static JsonElement? Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>The field's elements; empty if it is not an array.</summary>
    public static IEnumerable<JsonElement> Elements(JsonElement element, string name) =>
        Field(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>Reports a missing field: some SDK rejects the data without it, or the SDKs differ in their default.</summary>
    public static void Require(JsonElement element, string name, ValidationScope place)
    {
        if (Field(element, name) is null)
        {
            place.Field(name).AddError("is missing");
        }
    }

    /// <summary>A whole number as the readers accept it.</summary>
    public static long? TryWhole(JsonElement element) => element.ValueKind == JsonValueKind.Number ? JsonWhole.Of(element) : null;

    public static string Found(JsonElement element, string expected)
    {
        var found = element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => "null",
        };
        return $"found {found} where {expected} is expected";
    }

    private static string RefusalOf(string sdk) => $"over which LaunchDarkly's SDK for {sdk} refuses all flags";
}
