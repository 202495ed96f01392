"""identity's sign-in (单点登录): an OpenID Connect provider over the accounts that identity keeps."""
