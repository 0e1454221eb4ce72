using Confd.Shared;
using Confd.Shared.Files;

namespace Confd.Backends.Http.Vault;

/// <summary>A login method with its parameters.</summary>
internal sealed record VaultLogin
{
    /// <summary>Where Kubernetes puts the token of a service account.</summary>
    public const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private static readonly string[] Types = ["token", "app-role", "app-id", "userpass", "github", "cert", "kubernetes"];

    /// <summary>The auth type as users write it.</summary>
    public required string Type { get; init; }

    /// <summary>The token of the type <c>token</c>, which needs no login; null for the others.</summary>
    public string? Token { get; init; }

    /// <summary>The path of the request, escaped, after <c>/v1/auth/</c>.</summary>
    public string Path { get; init; } = "";

    /// <summary>The members of the request's body.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Members { get; init; } = [];

    /// <summary>A file with the value of an additional member, <c>jwt</c>, read for each login; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Reads a section.</summary>
    /// <exception cref="KeyBackendException">The type is missing or unknown, or lacks a parameter.</exception>
    public static VaultLogin Read(BackendSection section, Func<string, string?> variable)
    {
        var type = section.Text(VaultBackendFactory.AuthType);
        if (string.IsNullOrEmpty(type))
        {
            throw new KeyBackendException("you have to set the auth type when using the vault backend: set auth_type");
        }

        var usual = type == "app-role" ? "approle" : type;
        var place = section.Text(VaultBackendFactory.MountPath)?.Trim('/') is { Length: > 0 } given ? given : usual;
        var path = StoredPath.Escape(place) + "/login";

        string Required(BackendOption option) => section.Text(option) is { Length: > 0 } text
            ? text
            : throw new KeyBackendException($"required parameter \"{option.Name}\" is missing from configuration: set {option.FileKey}");

        KeyValuePair<string, string> Member(string name, BackendOption option) => new(name, Required(option));

        var login = new VaultLogin { Type = type, Path = path };
        return type switch
        {
            "token" => login with
            {
                Token = section.Text(VaultBackendFactory.AuthToken) ?? variable("VAULT_TOKEN") ?? Required(VaultBackendFactory.AuthToken),
            },
            "app-role" => login with
            {
                Members = [Member("role_id", VaultBackendFactory.RoleId), Member("secret_id", VaultBackendFactory.SecretId)],
            },
            "app-id" => login with
            {
                Members = [Member("app_id", VaultBackendFactory.AppId), Member("user_id", VaultBackendFactory.UserId)],
            },
            "userpass" => login with
            {
                Path = $"{path}/{Uri.EscapeDataString(Required(ServerOptions.Username))}",
                Members = [Member("password", ServerOptions.Password)],
            },
            "github" => login with { Members = [Member("token", VaultBackendFactory.AuthToken)] },
            "cert" => login,
            "kubernetes" => login with
            {
                Members = [Member("role", VaultBackendFactory.RoleId)],
                TokenFile = ServiceAccountToken,
            },
            _ => throw new KeyBackendException(
                $"unable to authenticate: there is no auth type {type}; set auth_type to one of {string.Join(", ", Types)}"),
        };
    }

    /// <summary>Creates the body of the request, and returns its parts that must not be quoted.</summary>
    /// <exception cref="KeyBackendException">The file with the token cannot be read.</exception>
    public (byte[] Body, IReadOnlyList<string> Secrets) Compose()
    {
        var members = TokenFile is null ? Members : [.. Members, new("jwt", ReadToken(TokenFile))];
        var body = WrittenJson.Of(
            writer =>
            {
                writer.WriteStartObject();
                foreach (var (name, value) in members)
                {
                    writer.WriteString(name, value);
                }

                writer.WriteEndObject();
            },
            default);
        return (body.ToArray(), [.. members.Select(member => member.Value)]);
    }

    /// <summary>Only its type: the rest is secret.</summary>
    public override string ToString() => Type;

    private static string ReadToken(string file)
    {
        try
        {
            return RegularFile.ReadText(file, RegularFile.MaxSecretBytes).Trim();
        }
        catch (FileReadException failed)
        {
            throw new KeyBackendException($"failed to read kubernetes service account token: {failed.Message}", failed);
        }
    }
}
