using System.Text.Json;
using Confd.Shared;

namespace Confd.Flags.Validation;

/// <summary>The fields of one kind of object and the check of each. Null is equivalent to absent, as it is for evaluators, except in some
/// fields.</summary>
internal sealed class ObjectSchema
{
    private readonly Dictionary<string, Action<JsonElement, ValidationScope>> _fields;
    private readonly IReadOnlyCollection<string> _neverNull;
    private readonly IReadOnlyCollection<string> _neverNullInGo;
    private readonly Dictionary<string, string> _foreign;

    /// <summary>Creates a shape.</summary>
    /// <param name="fields">All fields; names compare by ordinal.</param>
    /// <param name="neverNull">Those of them in which LaunchDarkly's SDK for .NET does not accept null.</param>
    /// <param name="neverNullInGo">Those of the others in which its SDK for Go does not.</param>
    /// <param name="foreign">Names that belong elsewhere, and where.</param>
    public ObjectSchema(
        Dictionary<string, Action<JsonElement, ValidationScope>> fields,
        IReadOnlyCollection<string>? neverNull = null,
        IReadOnlyCollection<string>? neverNullInGo = null,
        Dictionary<string, string>? foreign = null)
    {
        _fields = fields;
        _neverNull = neverNull ?? [];
        _neverNullInGo = neverNullInGo ?? [];
        _foreign = foreign ?? [];
    }

    public IReadOnlyCollection<string> Names => _fields.Keys;

    /// <summary>Checks an object's fields.</summary>
    /// <returns>False if it is not an object.</returns>
    public bool Validate(JsonElement element, ValidationScope place)
    {
        if (!Values.IsObject(element, place))
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            var at = place.Field(property.Name);
            if (!seen.Add(property.Name))
            {
                at.AddError("is given twice");
            }

            if (!_fields.TryGetValue(property.Name, out var validate))
            {
                ValidateUnknown(property.Name, at);
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                validate(property.Value, at);
            }
            else
            {
                ValidateNull(property.Name, at);
            }
        }

        return true;
    }

    private void ValidateNull(string name, ValidationScope place)
    {
        if (_neverNull.Contains(name))
        {
            Values.NotNull(place, ".NET");
        }
        else if (_neverNullInGo.Contains(name))
        {
            Values.NotNull(place, "Go");
        }
    }

    private void ValidateUnknown(string name, ValidationScope place)
    {
        if (_foreign.TryGetValue(name, out var owner))
        {
            place.AddError($"is a field of {owner}");
        }
        else if (NearestName.Find(name, _fields.Keys) is { } nearest)
        {
            place.AddError($"is not a known field; did you mean '{nearest}'?");
        }
        else
        {
            place.AddWarning("is not a known field; it is ignored");
        }
    }
}
