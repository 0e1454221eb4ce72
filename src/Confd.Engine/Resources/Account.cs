using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>The user or group that a destination belongs to: a number, or a name that nobody could say anything of when the resource was
/// read, as while a directory service is not up. Such a name is looked up at each update.</summary>
internal sealed record Account
{
    private readonly AccountKind? _kind;
    private readonly string _name = "";
    private readonly ResourceException? _unknown;

    private Account(uint id) => Id = id;

    private Account(AccountKind kind, string name, ResourceException? unknown = null) =>
        (_kind, _name, _unknown) = (kind, name, unknown);

    /// <summary>Its number; null where it has yet to be looked up.</summary>
    public uint? Id { get; }

    public static implicit operator Account(uint id) => new(id);

    /// <summary>What a resource says.</summary>
    /// <param name="template">Its settings.</param>
    /// <param name="kind">User or group.</param>
    /// <param name="looksUpLater">True: a name that nobody has is left to <see cref="Demand"/>.</param>
    /// <exception cref="ResourceException">The number cannot be one, or there is none of that name.</exception>
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

    /// <summary>Refuses a name that nobody had when the resource was read, and has not now.</summary>
    /// <exception cref="ResourceException">As where it was read.</exception>
    public void Demand()
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
            // Nobody can say now: that fails the update.
        }
    }

    /// <summary>The number.</summary>
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
