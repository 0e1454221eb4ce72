using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Confd.Backends.Http.Vault;

/// <summary>Converts secrets to keys: the whole as JSON, and each member.</summary>
/// <param name="budget">Limits the memory of the values.</param>
internal sealed class SecretKeys(ReadingBudget budget)
{
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);

    /// <summary>The keys so far.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Values => _values;

    /// <summary>Adds the keys of a secret.</summary>
    /// <param name="mount">Its engine.</param>
    /// <param name="path">Its path in the engine.</param>
    /// <param name="answer">Vault's response.</param>
    /// <exception cref="KeyBackendException">They exceed the memory limit.</exception>
    /// <exception cref="FormatException">A string of the secret has half of a surrogate pair; nothing is quoted.</exception>
    public void Add(VaultMount mount, string path, JsonElement answer)
    {
        var data = answer.GetProperty("data");
        if (mount.IsVersioned)
        {
            data = data.GetProperty("data");
        }

        try
        {
            Set(StoredPath.KeyOf($"{mount.Data}/{path}"), GoJson.Write(data));
            if (data.ValueKind == JsonValueKind.Object)
            {
                AddMembers(StoredPath.KeyOf($"{mount.Path}/{path}"), data);
            }
        }
        catch (InvalidOperationException lone)
        {
            throw new FormatException("its JSON holds half of a surrogate pair", lone);
        }
    }

    private void AddMembers(string path, JsonElement parent)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var key = StoredPath.KeyOf($"{path}/{member.Name}");
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    AddMembers(key, member.Value);
                    break;
                case JsonValueKind.Null:
                    break;
                case JsonValueKind.String:
                    Set(key, member.Value.GetString()!);
                    break;
                case JsonValueKind.Number:
                    Set(key, member.Value.GetRawText());
                    break;
                default:
                    Set(key, GoJson.Write(member.Value));
                    break;
            }
        }
    }

    private void Set(string key, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        budget.Take(key, bytes.Length);
        _values[key] = bytes;
    }
}
