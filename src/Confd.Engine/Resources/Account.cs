using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>The user or group of a destination: an ID, or a name that could not be looked up when the resource was read, for example while
/// a directory service is down. Such a name is looked up at each update.</summary>
internal sealed record Account
{
    private readonly AccountKind? _kind;
    private readonly string _name = "";
    private readonly ResourceException? _unknown;

    private Account(uint id) => Id = id;

    private Account(AccountKind kind, string name, ResourceException? unknown = null) =>
        (_kind, _name, _unknown) = (kind, name, unknown);

    /// <summary>Its ID; null where it has yet to be looked up.</summary>
    public uint? Id { get; }

    public static implicit operator Account(uint id) => new(id);

    /// <summary>Reads it from a resource.</summary>
    /// <param name="template">The settings of the resource.</param>
    /// <param name="kind">User or group.</param>
    /// <param name="looksUpLater">True: an unknown name is left to <see cref="Require"/>.</param>
    /// <exception cref="ResourceException">The ID is invalid, or there is none of that name.</exception>
    public static Account Read(SettingsTable template, AccountKind kind, bool looksUpLater = false)
    {
        if (template.Id(kind.NumberSetting) is { } id)
        {
            return id;
        }

        if (template.Text(kind.NameSetting) is not { } name)
        {
            return kind.Own();
        }

        try
        {
            if (kind.Find(name) is { } found)
            {
                return found;
            }
        }
        catch (UnixException)
        {
            return new Account(kind, name);
        }

        var unknown = template.Error(kind.NameSetting, Unknown(kind, name));
        return looksUpLater ? new Account(kind, name, unknown) : throw unknown;
    }

    /// <summary>Throws for a name that was unknown when the resource was read, and still is.</summary>
    /// <exception cref="ResourceException">The same as for reading it.</exception>
    public void Require()
    {
        if (_unknown is null)
        {
            return;
        }

        try
        {
            if (_kind!.Find(_name) is null)
            {
                throw _unknown;
            }
        }
        catch (UnixException)
        {
            // It cannot be looked up now, which fails the update.
        }
    }

    /// <summary>Returns the ID.</summary>
    /// <exception cref="ResourceException">There is none of that name, or it cannot be looked up now.</exception>
    public uint Find()
    {
        if (_kind is null)
        {
            return Id!.Value;
        }

        try
        {
            return _kind.Find(_name) ?? throw new ResourceException(Unknown(_kind, _name));
        }
        catch (UnixException failed)
        {
            throw new ResourceException($"{_kind.Failure(_name)}: {failed.Message}", failed);
        }
    }

    private static string Unknown(AccountKind kind, string name) => $"{kind.Failure(name)}: {kind.Noun}: unknown {kind.Noun} {name}";
}
