using System.Collections.Immutable;
using System.Text.Json;

namespace Confd.Flags.Contexts;

/// <summary>Reads and writes contexts in LaunchDarkly's JSON.</summary>
public static class ContextJson
{
    // All properties of a user in the older format that are used. Properties beside "custom" take precedence over those in it, hence the
    // order.
    private static readonly ImmutableArray<string> LegacyProperties =
        ["custom", "key", "name", "anonymous", "email", "firstName", "lastName", "avatar", "country", "ip", "privateAttributeNames"];

    /// <summary>Reads a context. Never throws: errors make the context invalid and are in its <c>Error</c>.</summary>
    public static EvaluationContext Parse(ReadOnlySpan<byte> utf8Json)
    {
        try
        {
            return FromValue(FlagValueJson.Parse(utf8Json));
        }
        catch (FlagFormatException e)
        {
            return EvaluationContext.Invalid(e.Message);
        }
    }

    /// <summary>Creates a context from parsed JSON.</summary>
    public static EvaluationContext FromValue(FlagValue json)
    {
        if (json.Kind != FlagValueKind.Object)
        {
            return EvaluationContext.Invalid("a context is not a JSON object");
        }

        if (!json.Properties.TryGetValue("kind", out var kind))
        {
            return LegacyUser(json.Properties);
        }

        return kind.AsString switch
        {
            null => EvaluationContext.Invalid("a context's kind is not a string"),
            ContextKind.Multi => Multi(json.Properties),
            var name => Single(name, json),
        };
    }

    /// <summary>Writes a context; JSON null for an invalid one.</summary>
    public static void Write(Utf8JsonWriter writer, EvaluationContext context)
    {
        if (context.Parts.IsEmpty)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("kind"u8, context.Kind);
        if (context.Parts is [var single])
        {
            WriteProperties(writer, single);
        }
        else
        {
            foreach (var part in context.Parts)
            {
                writer.WriteStartObject(part.Kind);
                WriteProperties(writer, part);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndObject();
    }

    private static EvaluationContext Multi(FlagObject properties) => EvaluationContext.NewMulti(
        [.. properties.Where(part => part.Key != "kind").Select(part => Single(part.Key, part.Value))]);

    private static EvaluationContext Single(string kind, FlagValue json)
    {
        if (json.Kind != FlagValueKind.Object)
        {
            return EvaluationContext.Invalid($"the context of kind '{kind}' is not a JSON object");
        }

        var builder = new EvaluationContextBuilder(null).Kind(kind);
        foreach (var (name, value) in json.Properties)
        {
            var isAllowed = name switch
            {
                "kind" or "key" or "name" or "anonymous" => builder.TrySetBuiltIn(name, value),
                "_meta" => TrySetMeta(builder, value),
                _ => builder.Set(name, value) is not null,
            };
            if (!isAllowed)
            {
                return EvaluationContext.Invalid($"'{name}' of the context of kind '{kind}' has the wrong type");
            }
        }

        return builder.Build();
    }

    private static bool TrySetMeta(EvaluationContextBuilder builder, FlagValue meta) =>
        meta.Kind is FlagValueKind.Object or FlagValueKind.Null
        && TryReadTexts(meta.Properties.GetValueOrDefault("privateAttributes"), out var references)
        && builder.Private(references) is not null;

    // Evaluation ignores the list, but the .NET and Go SDKs reject a value that is not a list of strings, and Node's throws.
    private static bool TryReadTexts(FlagValue list, out string[] texts)
    {
        var isOfTexts = list.Kind is FlagValueKind.Array or FlagValueKind.Null
            && list.Items.All(item => item.Kind == FlagValueKind.String);
        texts = isOfTexts ? [.. list.Items.Select(item => item.AsString!)] : [];
        return isOfTexts;
    }

    // Wrong types make the user invalid, as in the .NET and Go SDKs; Node's ignores them.
    private static EvaluationContext LegacyUser(FlagObject user)
    {
        var builder = new EvaluationContextBuilder(null);
        foreach (var name in LegacyProperties)
        {
            if (user.TryGetValue(name, out var value) && !value.IsNull && !TrySetLegacy(builder, name, value))
            {
                return EvaluationContext.Invalid($"'{name}' of the user has the wrong type");
            }
        }

        return builder.BuildLegacyUser();
    }

    private static bool TrySetLegacy(EvaluationContextBuilder builder, string name, FlagValue value) => name switch
    {
        "key" or "name" or "anonymous" => builder.TrySetBuiltIn(name, value),
        "custom" => TrySetCustom(builder, value),

        // Users in the older format have no references: a slash is part of the name.
        "privateAttributeNames" => TryReadTexts(value, out var names) && builder.PrivateNames(names) is not null,
        _ => value.Kind == FlagValueKind.String && builder.Set(name, value) is not null,
    };

    private static bool TrySetCustom(EvaluationContextBuilder builder, FlagValue custom)
    {
        foreach (var (name, value) in custom.Properties)
        {
            if (name is not ("kind" or "key" or "name" or "anonymous"))
            {
                builder.Set(name, value);
            }
        }

        return custom.Kind == FlagValueKind.Object;
    }

    private static void WriteProperties(Utf8JsonWriter writer, EvaluationContext context)
    {
        writer.WriteString("key"u8, context.Key);
        if (context.Name is not null)
        {
            writer.WriteString("name"u8, context.Name);
        }

        if (context.IsAnonymous)
        {
            writer.WriteBoolean("anonymous"u8, true);
        }

        foreach (var (name, value) in context.Attributes)
        {
            writer.WritePropertyName(name);
            FlagValueJson.Write(writer, value);
        }

        if (!context.PrivateAttributes.IsEmpty)
        {
            writer.WriteStartObject("_meta"u8);
            writer.WriteStartArray("privateAttributes"u8);
            foreach (var reference in context.PrivateAttributes)
            {
                writer.WriteStringValue(reference);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
