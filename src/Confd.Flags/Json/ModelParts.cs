using System.Text.Json;
using Confd.Flags.Text;

namespace Confd.Flags.Json;

/// <summary>The properties that have been read of a flag or segment: the loop over the properties, and those that both have.</summary>
internal abstract class ModelParts
{
    public string Key { get; private set; } = "";

    public long Version { get; private set; }

    public bool IsDeleted { get; private set; }

    public string Salt { get; private set; } = "";

    /// <summary>Reads the object at the reader's position. Unknown properties are skipped: newer data must stay readable.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        reader.ExpectObject();
        while (reader.NextProperty())
        {
            if (!TryReadIdentity(ref reader) && !TryReadOwn(ref reader))
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Reads the property at the reader's position, if it is specific to the kind.</summary>
    protected abstract bool TryReadOwn(ref Utf8JsonReader reader);

    private bool TryReadIdentity(ref Utf8JsonReader reader)
    {
        if (reader.Is("key"u8))
        {
            Key = reader.ReadStringOrNull() ?? "";
        }
        else if (reader.Is("version"u8))
        {
            Version = reader.ReadInt64OrNull() ?? 0;
        }
        else if (reader.Is("deleted"u8))
        {
            IsDeleted = reader.ReadBoolean();
        }
        else if (reader.Is("salt"u8))
        {
            Salt = reader.ReadStringOrNull() ?? "";
        }
        else
        {
            return false;
        }

        return true;
    }
}
