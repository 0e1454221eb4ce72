using Confd.Engine.Posix;

namespace Confd.Engine.Resources;

/// <summary>The user or group that a destination belongs to: a number, or a name that nobody could say anything of when the resource was
/// read, as while a directory service is not up. Such a name is looked up at each update.</summary>
internal sealed record Account
{
    private readonly AccountKind? _kind;
    private readonly string _name = "";

    private Account(uint id) => Id = id;

    private Account(AccountKind kind, string name) => (_kind, _name) = (kind, name);

    /// <summary>Its number; null where it has yet to be looked up.</summary>
    public uint? Id { get; }

    public static implicit operator Account(uint id) => new(id);

    /// <summary>What a resource says.</summary>
    /// <exception cref="ResourceException">The number cannot be one, or there is none of that name.</exception>
    public static Account Read(SettingsTable template, AccountKind kind)
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
            return kind.Find(name) ?? throw template.Error(kind.NameSetting, Unknown(kind, name));
        }
        catch (UnixException)
        {
            return new Account(kind, name);
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
