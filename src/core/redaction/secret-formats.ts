/**
 * Tokens that carry their maker's mark. Each format is as its vendor documents it or its secret scanner names it.
 * A part of unknown length ends at 255 characters or where the token's alphabet does.
 */
export const tokenFormats: readonly string[] = [
  // GitHub and GitLab
  'gh[pousr]_[A-Za-z0-9]{36,251}',
  'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
  'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat)-[A-Za-z0-9_-]{20,128}',
  // Clouds
  '(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA)[A-Z2-7]{16}',
  'AIza[A-Za-z0-9_-]{35}',
  'GOCSPX-[A-Za-z0-9_-]{28}',
  'ya29\\.[A-Za-z0-9_-]{20,255}',
  'do[opr]_v1_[0-9a-f]{64}',
  'dapi[0-9a-f]{32}(?:-\\d)?',
  'hv[sbr]\\.[A-Za-z0-9_-]{24,255}',
  // Payment
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,247}',
  'whsec_[A-Za-z0-9+/]{32,128}={0,2}',
  'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}',
  'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}',
  // Messages
  'xox[abeoprs]-[A-Za-z0-9-]{10,250}',
  'xapp-\\d-[A-Za-z0-9-]{20,250}',
  'SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}',
  'SK[0-9a-f]{32}',
  'key-[0-9a-f]{32}',
  '\\d{8,10}:AA[A-Za-z0-9_-]{33}',
  '[MNO][A-Za-z\\d_-]{23,25}\\.[A-Za-z\\d_-]{6}\\.[A-Za-z\\d_-]{27,38}',
  // Models
  'sk-(?:ant-[a-z0-9]{2,10}-|proj-|svcacct-|admin-|or-v1-)[A-Za-z0-9_-]{20,250}',
  'sk-[A-Za-z0-9]{32,64}',
  '(?:hf|api_org)_[A-Za-z0-9]{34,40}',
  'gsk_[A-Za-z0-9]{40,64}',
  'xai-[A-Za-z0-9]{64,90}',
  'r8_[A-Za-z0-9]{37}',
  // Packages and tools
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[A-Za-z0-9_-]{50,250}',
  'dckr_pat_[A-Za-z0-9_-]{27}',
  'ATATT3[A-Za-z0-9_=-]{100,255}',
  'lin_api_[A-Za-z0-9]{40}',
  'ntn_[A-Za-z0-9]{40,50}',
  'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
  'NRAK-[A-Z0-9]{27}',
  'glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}',
  'rubygems_[0-9a-f]{48}',
  'sntry[su]_[A-Za-z0-9+/=_-]{40,250}',
  'AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}',
  // JSON Web Token (RFC 7519): header and body are JSON objects in base64url
  'eyJ[A-Za-z0-9_-]{8,2048}\\.eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{0,1024}',
]
