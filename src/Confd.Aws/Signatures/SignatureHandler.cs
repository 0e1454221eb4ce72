using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Identity;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Confd.Aws.Signatures;

/// <summary>Selects the signer of a client's requests: always <see cref="RequestSigner"/>.</summary>
internal sealed class SignatureHandler : BaseAuthResolverHandler
{
    /// <inheritdoc/>
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;

    /// <inheritdoc/>
    protected override ISigner GetSigner(IAuthScheme<BaseIdentity> scheme) => RequestSigner.Instance;
}
