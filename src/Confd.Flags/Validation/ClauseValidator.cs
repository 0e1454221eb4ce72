using System.Runtime.InteropServices;
using System.Text.Json;
using Confd.Flags.Contexts;
using Confd.Flags.Operators;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>Checks conditions, and the attributes that they and rollouts name.</summary>
internal static class ClauseValidator
{
    private static readonly ObjectSchema Clause = new(new()
    {
        ["attribute"] = Values.Text,
        ["op"] = Values.Text,
        ["values"] = Values.ListOf(Values.Any),
        ["negate"] = Values.Boolean,
        ["contextKind"] = Values.ContextKindName,
    },
    neverNull: ["negate"],
    neverNullInGo: ["contextKind"]);

    public static void Validate(JsonElement clause, ValidationScope place)
    {
        if (!Clause.Validate(clause, place))
        {
            return;
        }

        Values.Require(clause, "op", place);
        Values.Require(clause, "values", place);
        if (Values.Field(clause, "op") is not { ValueKind: JsonValueKind.String } op || op.GetString() is not { } name)
        {
            return;
        }

        if (!OperatorTest.Names.Contains(name))
        {
            var nearest = NearestName.Find(name, OperatorTest.Names);
            place.Field("op").AddError(
                nearest is null ? "is not an operator: it matches no context" : $"is not an operator; did you mean '{nearest}'?");
            return;
        }

        if (name != Model.Clause.SegmentMatch)
        {
            Attribute(clause, "attribute", "contextKind", place, isRequired: true);
        }

        ValidateValues(clause, name, place);
    }

    /// <summary>Checks a reference to an attribute: a path if a kind of context is named beside it, otherwise a name.</summary>
    public static void Attribute(JsonElement element, string field, string kindField, ValidationScope place, bool isRequired = false)
    {
        var text = Values.Field(element, field);
        var isEmpty = text is null or { ValueKind: JsonValueKind.String } && (text?.GetString() ?? "").Length == 0;
        if (text is { ValueKind: not JsonValueKind.String } || (isEmpty && !isRequired))
        {
            return;
        }

        var kind = Values.Field(element, kindField) is { ValueKind: JsonValueKind.String } given ? given.GetString() : null;
        if (AttributeReference.Beside(kind, text?.GetString()).Error is { } error)
        {
            place.Field(field).AddError(text is null ? "is missing" : error);
        }
    }

    // Keys, names and kinds of contexts are strings; anonymous is a boolean.
    private static void ValidateBuiltIn(JsonElement clause, ValidationScope place)
    {
        var wanted = Values.Field(clause, "attribute") is { ValueKind: JsonValueKind.String } attribute ? attribute.GetString() : null;
        var (isTyped, expected) = wanted switch
        {
            "key" or "name" or "kind" => ((Func<JsonElement, bool>)(value => value.ValueKind == JsonValueKind.String), "a string"),
            "anonymous" => (value => value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            _ => (_ => true, ""),
        };
        var index = 0;
        foreach (var value in Values.Elements(clause, "values"))
        {
            if (!isTyped(value))
            {
                place.Field("values").Item(index).AddWarning($"never matches: '{wanted}' is always {expected}");
            }

            index++;
        }
    }

    // A value of the wrong type never matches. If no value can match, the clause cannot be intended.
    private static void ValidateValues(JsonElement clause, string op, ValidationScope place)
    {
        var dead = new List<int>();
        var count = 0;
        foreach (var value in Values.Elements(clause, "values"))
        {
            if (!OperatorTest.CanMatch(op, FlagValueJson.Parse(JsonMarshal.GetRawUtf8Value(value))))
            {
                dead.Add(count);
            }

            count++;
        }

        if (op == "in")
        {
            ValidateBuiltIn(clause, place);
        }

        if (count == 0)
        {
            place.Field("values").AddWarning("is empty: it matches no context");
        }

        foreach (var index in dead)
        {
            var at = place.Field("values").Item(index);
            var message = $"never matches: '{op}' compares with {OperatorTest.DescribeOperands(op)}";
            if (dead.Count == count)
            {
                at.AddError(message);
            }
            else
            {
                at.AddWarning(message);
            }
        }
    }
}
